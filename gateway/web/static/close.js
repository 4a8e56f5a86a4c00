// Tells the learning system that opened this page in a frame or a window that registering is done. The message holds
// nothing secret, and the system's page may have another address than its sign-in, so any listener may hear it.
const opener = window.opener ?? (window.parent === window ? null : window.parent);
opener?.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
