NAME = 'first'
