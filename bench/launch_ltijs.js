// A tool as ltijs's own documentation shows it, over SQLite. Everything comes by the environment; the packages lie in
// the folder that WAYMARK_BENCH_LTIJS names.
const { createRequire } = require("node:module");

const env = process.env;
const installed = createRequire(`${env.WAYMARK_BENCH_LTIJS}/package.json`);
const lti = installed("ltijs").Provider;
const Database = installed("ltijs-sequelize");
const platform = JSON.parse(env.BENCH_LTIJS_PLATFORM);

const store = new Database("bench", "bench", "bench", { dialect: "sqlite", storage: env.BENCH_LTIJS_STORE, logging: false });
lti.setup("bench-encryption-key", { plugin: store }, {
  appRoute: "/launch", loginRoute: "/login", keysetRoute: "/keys", cookies: { secure: false, sameSite: "" }, devMode: false,
  tokenMaxAge: 600, // seconds: tokens are signed beforehand, and 10 is its own choice
});
lti.onConnect((_token, _request, response) => response.send("ok"));

(async () => {
  await lti.deploy({ port: Number(env.BENCH_LTIJS_PORT), silent: true });
  await lti.registerPlatform(platform);
  console.log("ready");
})();
