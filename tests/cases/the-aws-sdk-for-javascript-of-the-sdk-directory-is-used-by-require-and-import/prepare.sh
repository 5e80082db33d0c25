mkdir -p $HOME/.local/share/lambdalocal/sdk/nodejs/node_modules/@aws-sdk/client-s3
echo "module.exports = { name: 'sdk' };" >$HOME/.local/share/lambdalocal/sdk/nodejs/node_modules/@aws-sdk/client-s3/index.js
