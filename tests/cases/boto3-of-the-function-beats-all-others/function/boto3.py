NAME = 'function'
