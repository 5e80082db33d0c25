printf 'LONG=%05000d\n' 0 >vars
