truncate -s 251M function/model.bin
