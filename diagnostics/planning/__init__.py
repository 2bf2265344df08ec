"""Goals and remedies to a plan: the choice by linear programming, the order, the months."""
