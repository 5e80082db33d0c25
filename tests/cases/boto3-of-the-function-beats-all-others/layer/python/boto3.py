NAME = 'layer'
