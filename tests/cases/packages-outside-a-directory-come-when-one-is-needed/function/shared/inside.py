VALUE = 'inside'
