"""What can be said: frozen attrs classes for actors, texts, cases and events. No behaviour, no SimPy."""
