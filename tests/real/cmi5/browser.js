// The suite's browser: the distribution's Chromium instead of one it would download.
module.exports = {
    launch: {
        executablePath: process.env.WAYMARK_TEST_CHROMIUM || "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-background-networking"],
        headless: true,
    },
};
