"""Opening, checking, purging and relocking a workspace."""
