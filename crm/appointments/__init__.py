"""Who is expected: a customer, a day and time, and the advisor who invited them."""
