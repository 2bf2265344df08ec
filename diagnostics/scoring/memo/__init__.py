"""Results kept between evaluations, and variants of a firm that share them."""
