"""The schemas in their order. A migration that was released is never changed."""
