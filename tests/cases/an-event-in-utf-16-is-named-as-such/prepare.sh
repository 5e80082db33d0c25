#!/bin/bash
printf '\xff\xfe{\0}\0' > event.json
