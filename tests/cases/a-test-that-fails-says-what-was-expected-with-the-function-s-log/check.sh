grep -q '<testsuite name="fn/app.lambda-test.json" tests="3" failures="2"' junit.xml
python3 -c 'import json; assert json.load(open("report.json"))["Failed"] == 2'
grep -q '^not ok 2 - fn/app.lambda-test.json: fails$' report.tap
