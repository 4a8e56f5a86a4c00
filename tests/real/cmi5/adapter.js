// How the suite drives Waymark: imports, launches, waives and abandons below /api/v1, reads the record store.
//
// WAYMARK_LTS_BASE is the address of a running Waymark, WAYMARK_LTS_AUTH the Authorization header of a key with the
// permissions `api` and `statements/read`. What the suite itself brings is taken from the folder it runs in.
"use strict";

const path = require("path");
const suite = process.cwd();
const Wreck = require(path.join(suite, "node_modules", "@hapi", "wreck"));
const {InvalidPackageError} = require(path.join(suite, "lib", "errors"));

const base = process.env.WAYMARK_LTS_BASE;
const Authorization = process.env.WAYMARK_LTS_AUTH;

/** Do one request; return {status, body}. */
const call = async (method, at, payload, type = "application/json") => {
    const headers = {Authorization, ...(payload === undefined ? {} : {"Content-Type": type})};
    const answer = await Wreck.request(method, `${base}/api/v1/${at}`, {headers, payload});
    const text = (await Wreck.read(answer)).toString();
    return {status: answer.statusCode, body: text ? JSON.parse(text) : null};
};

/** Do one request that has to succeed; return its body. */
const done = async (method, at, asked) => {
    const {status, body} = await call(method, at, asked === undefined ? undefined : JSON.stringify(asked));
    if (status >= 300) {
        throw new Error(`${method} ${at}: ${status} ${JSON.stringify(body)}`);
    }
    return body;
};

module.exports = {
    setup: async () => {},
    teardown: async () => {},
    cleanup: async () => {},

    getLrsEndpoint: () => `${base}/xapi`,
    getLrsAuthHeader: () => Authorization,

    importCourse: async (stream, contentType, filename) => {
        const {status, body} = await call("POST", "packages", stream, contentType);
        if (status === 422) {
            throw new InvalidPackageError(`${filename}: ${body.code}: ${body.detail}`);
        }
        if (status !== 201) {
            throw new Error(`${filename}: ${status} ${JSON.stringify(body)}`);
        }
        return body.id;
    },

    getLaunchUrl: async (courseId, auIndex, actor, {registration, launchMode} = {}) => {
        const asked = {actor, unit: auIndex, registration, mode: launchMode};
        return (await done("POST", `packages/${courseId}/launch`, asked)).url;
    },

    hasWaive: () => true,
    waiveAU: (registration, auIndex, reason) =>
        done("POST", `registrations/${registration}/waive`, {unit: auIndex, reason}),

    hasAbandon: () => true,
    abandonSession: (session) => done("POST", `sessions/${session}/abandon`),
};
