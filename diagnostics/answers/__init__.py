"""Facts of a firm before they are stored: is a value, a row, a text allowed?"""
