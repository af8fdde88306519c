"""A page on this machine for looking at one scenario: a server on 127.0.0.1 that shows what the questions answer."""
