"""The duty rota: who stands at the door when, whose turn it is, and the credits that make it fair."""
