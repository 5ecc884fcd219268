"""A customer's question that the advisor cannot answer: who knows says it by a day, and the next call brings it up."""
