"""What a report needs to know of one firm, gathered from a diagnosis."""
