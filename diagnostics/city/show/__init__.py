"""The pages of the officer: the board, the workbook, the brief."""
