"""The report of a firm: made, issued, compared with what came back edited."""
