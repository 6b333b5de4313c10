"""Reading from services patiently: a read that fails is made again where it is made, whoever asked for it.

Nothing here knows a run or the store; what a read means is the business of whoever asked. Writes pass through.
"""
