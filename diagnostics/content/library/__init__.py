"""All content as one library: references resolved, kept between commands."""
