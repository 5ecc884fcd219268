"""The store and its people: who works here, with which rights, and how they sign in."""
