"""The future of the city: forecasts and the way to its targets."""
