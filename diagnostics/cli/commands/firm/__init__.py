"""Commands of a visit: the register, answers, the interview, the sheets."""
