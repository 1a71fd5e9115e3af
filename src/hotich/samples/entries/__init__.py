"""What the entries of each kind of register say: one module a kind, all with `draw(desk)`.

`draw` returns what one visit to the desk leaves in the book: one draft, or two for twins. The
rest - numbers, days, the heading, the signatures - is the same for all kinds and lies in `book`.
"""
