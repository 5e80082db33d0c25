mkdir -p node_modules/outside-package
echo "module.exports = 'outside';" >node_modules/outside-package/index.js
echo "module.exports = '!';" >node_modules/outside-package/more.js
(cd function && python3 -m zipfile -c ../function.zip index.mjs)
