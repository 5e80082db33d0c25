mkdir -p node_modules/outside-package
echo "module.exports = 'outside';" >node_modules/outside-package/index.js
echo "module.exports = '!';" >node_modules/outside-package/more.js
