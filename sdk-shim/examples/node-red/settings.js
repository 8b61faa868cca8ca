// Node-RED's settings for the player's flow. It listens on this machine only; before it does on a network, give the editor
// a password (adminAuth) and the whole thing TLS, as Node-RED's own documentation describes.
module.exports = {
    flowFile: 'flows.json',
    uiHost: process.env.AV_UI_HOST || '127.0.0.1',
    uiPort: Number(process.env.AV_UI_PORT || 1880),
    mqttReconnectTime: 5000, // ms
    // Tells nobody of this installation, and installs nothing by itself.
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpdate: false, allowUpload: false } },
    editorTheme: { tours: false },
    logging: { console: { level: 'info', metrics: false, audit: false } },
};
