"""The interview: what to ask next of whom, what an answer means, when enough is known. Only `terminal` draws."""
