# Bash itself, as it would after a tab.
PATH=$(dirname "$LAMBDALOCAL"):$PATH
source <("$LAMBDALOCAL" completion bash)
complete_line() { COMP_LINE=$1 COMP_POINT=${#1}; COMPREPLY=(); _lambdalocal; echo "${COMPREPLY[*]}"; }
[[ $(complete_line 'lambdalocal ev') == event ]]
[[ $(complete_line 'lambdalocal event s3 pu') == put ]]
[[ $(complete_line 'lambdalocal invoke fn --event s3:pu') == put ]]
[[ -z $(complete_line 'lambdalocal invoke ') ]]
