# The Python bootstrap lands here.
