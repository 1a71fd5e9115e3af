"""A stand-in for the ministry's database, to rehearse deliveries: its own process and database.

Started by ``python -m hotich.sandbox``; nothing in the house imports it. It speaks as the real one
does (accepted, refused with a code) and can be told to be slow, to fail and to lose its answers.
"""
