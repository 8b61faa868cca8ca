#include "mistakes.hpp"

namespace host_tests {
namespace {

std::string spotify(const std::string& config) {
    return R"({"devices":[{"id":"lobby","plugin":"spotify","config":)" + config + "}]}";
}

std::string two(const std::string& one, const std::string& other) {
    return R"({"devices":[{"id":"lobby","plugin":"spotify","config":)" + one +
           "},\n"
           R"({"id":"bar","plugin":"spotify","config":)" +
           other + "}]}";
}

std::string rule(const std::string& text) {
    return R"({"devices":[{"id":"door","plugin":"contact"},{"id":"hall","plugin":"feedthrough"}],"rules":[)"
           "\n" +
           text + "]}";
}

std::string panel(const std::string& text) {
    return "{\"devices\":[],\n\"panel\":" + text + "}";
}

std::string lines(const std::string& text) {
    return "{\"devices\":[],\n\"lines\":" + text + "}";
}

std::string tls(const std::string& certificate, const std::string& key) {
    return panel(R"({"listen":"127.0.0.1:0","tls":{"certificate":")" + certificate + R"(","key":")" + key +
                 "\"}}");
}

const std::string hash(64, 'a');
const std::string key = R"({"name":"wall","role":"operate","sha256":")" + hash + "\"}";

const std::string keys_of_spotify =
    "client_id, account, zone, redirect_uri, presets, volume_limit, pace, requests_per_day, quota_group, "
    "accounts_url, api_url, ca_file";
const std::string redirect =
    "expected a text that matches its description: Where Spotify sends the browser after consent: exactly as "
    "registered for the app. https, or http://127.0.0.1 with a port: Spotify refuses localhost, and http to "
    "any other address. Defaults to http://127.0.0.1:8888/callback, which needs no listener: the address can "
    "be pasted.";
const std::string client_id = "Client id of the app that this site registered in Spotify's developer "
                              "dashboard, without blanks. Each site needs its own.";

} // namespace

const std::vector<SiteMistake>& site_mistakes() {
    using enum AtRun;
    static const std::vector<SiteMistake> all{
        // ---- The text
        {"a comma behind the last entry", "{\"devices\":[\n{\"id\":\"door\",\"plugin\":\"contact\"},\n]}",
         "2:33: expected no comma before ], where nothing follows"},
        {"a comma behind the last key", R"({"devices":[{"id":"door","plugin":"contact",}]})",
         "1:44: expected no comma before }, where nothing follows"},
        {"no comma between two keys", "{\"devices\":[{\"id\":\"door\"\n\"plugin\":\"contact\"}]}",
         "1:25: expected a comma between this entry and the next"},
        {"typographic quotes around a key", "{“devices”:[]}",
         "1:2: expected the straight quotation mark \"; this one, “, is typographic"},
        {"a typographic quote at the end of a text",
         "{\"devices\":[{\"id\":\"door”,\"plugin\":\"contact\"}]}",
         "1:27: expected a comma between this entry and the next"},
        {"single quotes", "{'devices':[]}", "1:2: expected the double quotation mark \"; this one is single"},
        {"a key without quotes", "{devices:[]}", "1:2: expected the key in quotation marks: \"devices\""},
        {"a word with a capital",
         R"({"devices":[{"id":"door","plugin":"contact","config":{"closed":True}}]})",
         "1:64: expected true in small letters"},
        {"a text without its end", "{\"devices\":[{\"id\":\"door,\n\"plugin\":\"contact\"}]}",
         "1:19: expected a quotation mark \" at the end of this text, on the same line"},
        {"a bracket that nothing closes", "{\"devices\":[{\"id\":\"door\",\"plugin\":\"contact\"}\n}",
         "2:1: expected ] for the [ of 1:12"},
        {"a bracket too many", "{\"devices\":[]}\n}",
         "2:1: expected nothing after the end of the JSON; this bracket closes nothing"},
        {"an empty file", "", "1:1: expected a value; the text ends here"},
        {"a key twice", R"({"devices":[],"devices":[]})",
         "1:23: \"devices\": expected each key once in an object"},
        // ---- Keys and devices
        {"a misspelt key", R"({"devices":[],"ruels":[]})",
         "1:15: /ruels: expected one of the keys title, devices, rules, access, panel, lines, mqtt; did you "
         "mean rules?"},
        {"no devices", "{}", "1:1: /devices: expected an array; it is missing"},
        {"an id twice",
         "{\"devices\":[{\"id\":\"door\",\"plugin\":\"contact\"},\n{\"id\":\"door\",\"plugin\":\"contact\"}]"
         "}",
         "2:2: /devices/1/id: expected an id that no other device has; \"door\" is there already"},
        {"an id with a blank", R"({"devices":[{"id":"my door","plugin":"contact"}]})",
         "1:14: /devices/0/id: expected an id of A-Z, a-z, 0-9, _ and -, beginning with a letter or a digit, "
         "of "
         "at most 64 characters"},
        {"a misspelt plugin", R"({"devices":[{"id":"lobby","plugin":"spotfy"}]})",
         "1:27: /devices/0/plugin: expected a plugin that there is; there is no spotfy in {plugins}; did you "
         "mean "
         "spotify?",
         device},
        {"a plugin that there is not", R"({"devices":[{"id":"lobby","plugin":"sonos"}]})",
         "1:27: /devices/0/plugin: expected a plugin that there is; there is no sonos in {plugins}; there "
         "are "
         "contact, feedthrough, spotify",
         device},
        // ---- The config
        {"a config key with a hyphen", spotify(R"({"client_id":"abc","redirect-uri":"https://a.example/b"})"),
         "1:74: /devices/0/config/redirect-uri: expected one of the keys " + keys_of_spotify +
             "; did you mean redirect_uri?",
         device},
        {"no client id", spotify("{}"), "1:46: /devices/0/config/client_id: expected a text; it is missing",
         device},
        {"the client id of the manual", spotify(R"({"client_id":"the-id-from-the-dashboard"})"),
         "1:56: /devices/0/config/client_id: expected a value of this site in place of the example's "
         "\"the-id-from-the-dashboard\": " +
             client_id,
         device},
        {"a client id to be filled in", spotify(R"({"client_id":"YOUR-CLIENT-ID"})"),
         "1:56: /devices/0/config/client_id: expected a value of this site in place of the example's "
         "\"YOUR-CLIENT-ID\": " +
             client_id,
         device},
        {"a blank behind the client id", spotify(R"({"client_id":"abc "})"),
         "1:56: /devices/0/config/client_id: expected a text that matches its description: " + client_id,
         device},
        {"two client ids on one account",
         two(R"({"client_id":"abc","account":"house"})",
             R"({"client_id":"abd","account":"house","zone":"Bar"})"),
         "2:42: /devices/1/config/client_id: expected the same client_id as that of lobby, \"abc\": devices "
         "with "
         "the same account must agree on it",
         plugin},
        {"a redirect URI to localhost",
         spotify(R"({"client_id":"abc","redirect_uri":"http://localhost:8888/callback"})"),
         "1:74: /devices/0/config/redirect_uri: " + redirect, device},
        {"a redirect URI to an address in the house",
         spotify(R"({"client_id":"abc","redirect_uri":"http://192.168.1.5/callback"})"),
         "1:74: /devices/0/config/redirect_uri: " + redirect, device},
        {"a volume beyond 100", spotify(R"({"client_id":"abc","volume_limit":120})"),
         "1:74: /devices/0/config/volume_limit: expected at most 100", device},
        {"a number in quotes", spotify(R"({"client_id":"abc","volume_limit":"60"})"),
         "1:74: /devices/0/config/volume_limit: expected an integer", device},
        {"two presets of one name, which only the plugin knows to be wrong",
         spotify(R"({"client_id":"abc","presets":[{"name":"News","uri":"spotify:show:abc"},)"
                 R"({"name":"News","uri":"spotify:show:abd"}]})"),
         "1:127: /devices/0/config/presets/1/name: expected a config that the plugin takes; it says: another "
         "preset has this name",
         plugin},
        // ---- Rules
        {"a device that there is not",
         rule(R"({"when":{"property":"dor.closed","becomes":true},"do":[{"wait":"1 s"}]})"),
         "2:10: /rules/0/when/property: expected a device of this site; there is no \"dor\"; did you mean "
         "door?"},
        {"an unknown action", rule(R"({"when":{"start":true},"do":[{"invoke":"door.explode"}]})"),
         "2:31: /rules/0/do/0/invoke: expected an action of door; it has no explode; there are open, close",
         logs},
        {"a misspelt action", rule(R"({"when":{"start":true},"do":[{"invoke":"door.opne"}]})"),
         "2:31: /rules/0/do/0/invoke: expected an action of door; it has no opne; did you mean open?", logs},
        {"an unknown property",
         rule(R"({"when":{"property":"door.locked","becomes":true},"do":[{"wait":"1 s"}]})"),
         "2:10: /rules/0/when/property: expected a property of door; it has no locked; there is closed",
         logs},
        {"a value that never comes",
         rule(R"({"when":{"property":"door.closed","becomes":"yes"},"do":[{"wait":"1 s"}]})"),
         "2:35: /rules/0/when/becomes: expected true or false", logs},
        {"a misspelt parameter",
         rule(R"({"when":{"start":true},"do":[{"invoke":"hall.echo","params":{"label":"x","lable":"y"}}]})"),
         "2:74: /rules/0/do/0/params/lable: expected a parameter of hall.echo; it has no lable; did you mean "
         "label?",
         logs},
        {"a time without its unit", rule(R"({"when":{"start":true},"do":[{"wait":"soon"}]})"),
         "2:31: /rules/0/do/0/wait: expected a duration such as \"30 s\", \"5 min\", \"1.5 h\" or \"500 "
         "ms\", or a "
         "whole number of milliseconds, of at most 7 days"},
        {"an unknown preset",
         "{\"devices\":[{\"id\":\"lobby\",\"plugin\":\"spotify\",\"config\":{\"client_id\":\"abc\","
         "\"presets\":["
         "{\"name\":\"News\",\"uri\":\"spotify:show:abc\"}]}}],\n\"rules\":[{\"when\":{\"start\":true},"
         "\"do\":"
         "[{\"invoke\":\"lobby.play_preset\",\"params\":{\"name\":\"Nwes\"}}]}]}",
         "2:79: /rules/0/do/0/params/name: expected a name under presets in the config of lobby: News; did "
         "you "
         "mean News?",
         logs},
        // ---- The panel
        {"no listen address", panel("{}"),
         "2:1: /panel/listen: expected a text such as \"127.0.0.1:8080\"; it is missing"},
        {"a panel on the network without keys", panel(R"({"listen":"0.0.0.0:8080"})"),
         "2:10: /panel/listen: expected a loopback address, 127.x.x.x or [::1], and a port; to listen on any "
         "other one, access keys are needed first: avhost panel-key NAME makes one, and it goes under "
         "/access/keys"},
        {"an address of another machine",
         panel("{\"listen\":\"203.0.113.7:0\",\"keys\":[" + key +
               "],\"tls\":{\"certificate\":\"cert.pem\",\"key\":\"key.pem\"}}"),
         "2:10: /panel/listen: expected an address of this machine, which has {addresses}; or 0.0.0.0 or "
         "[::] for "
         "all of them",
         ends},
        {"an address that is taken", panel(R"({"listen":"127.0.0.1:{port}"})"),
         "2:10: /panel/listen: warning: a program listens at this address and port now; unless it is this "
         "host, "
         "run will refuse",
         ends},
        {"keys without TLS on the network", panel("{\"listen\":\"0.0.0.0:0\",\"keys\":[" + key + "]}"),
         "2:10: /panel/listen: warning: without a certificate under /access/tls everybody on the network can "
         "read "
         "the access keys, and use them; sdk-shim/docs/panel.md says how to get one",
         warns},
        {"the key itself in place of its hash",
         panel(R"({"listen":"127.0.0.1:0","keys":[{"name":"wall","role":"operate","sha256":"plain"}]})"),
         "2:73: /panel/keys/0/sha256: expected the SHA-256 of the key in 64 hex digits, as avhost panel-key "
         "prints it"},
        {"a role that there is not",
         panel(R"({"listen":"127.0.0.1:0","keys":[{"name":"wall","role":"admin","sha256":")" + hash +
               "\"}]}"),
         "2:56: /panel/keys/0/role: expected operate or set_up"},
        {"a folder of pages that is not there", panel(R"({"listen":"127.0.0.1:0","pages":"pages"})"),
         "2:33: /panel/pages: {folder}/pages: expected a folder that can be opened; No such file or "
         "directory",
         ends},
        {"a certificate that is not there", tls("none.pem", "key.pem"),
         "2:40: /panel/tls/certificate: {folder}/none.pem: expected a file that can be read; No such file or "
         "directory",
         ends},
        {"a key that this user cannot read", tls("cert.pem", "locked/key.pem"),
         "2:65: /panel/tls/key: {folder}/locked/key.pem: expected a file that the user {user} can read; it "
         "belongs to {owner} and the group {owner}, with mode {mode}",
         ends},
        {"certificate and key swapped", tls("key.pem", "cert.pem"),
         "2:40: /panel/tls/certificate: {folder}/key.pem: expected a certificate; this is a private key, and "
         "under key stands a certificate: the two are swapped",
         ends},
        {"the key of another certificate", tls("cert.pem", "other.pem"),
         "2:65: /panel/tls/key: {folder}/other.pem: expected the private key of the certificate in "
         "{folder}/cert.pem; this is another one's",
         ends},
        {"a key that everybody can read", tls("cert.pem", "open.pem"),
         "2:65: /panel/tls/key: {folder}/open.pem: expected a private key that not everybody can read; use: "
         "chmod "
         "o= {folder}/open.pem",
         ends},
        // ---- Lines, and what stands once for all faces
        {"lines on the network without keys", lines(R"({"listen":"0.0.0.0:4991"})"),
         "2:10: /lines/listen: expected a loopback address, 127.x.x.x or [::1], and a port; to listen on any "
         "other one, access keys are needed first: avhost panel-key NAME makes one, and it goes under "
         "/access/keys"},
        {"lines at an address that is taken", lines(R"({"listen":"127.0.0.1:{port}"})"),
         "2:10: /lines/listen: warning: a program listens at this address and port now; unless it is this "
         "host, run will refuse",
         ends},
        {"TLS for lines without a certificate", lines(R"({"listen":"127.0.0.1:0","tls":true})"),
         "2:33: /lines/tls: expected false, or a certificate under /access/tls, which there is not"},
        {"keys of lines on the network in the clear",
         lines(R"({"listen":"0.0.0.0:0"},"access":{"keys":[)" + key + "]}"),
         "2:10: /lines/listen: warning: without \"tls\": true everybody on the network can read the access "
         "keys, and "
         "use them; where a control system cannot do TLS, keep its network apart, and give it a key of the "
         "role "
         "operate that no panel has",
         warns},
        {"a certificate for all that is not there",
         "{\"devices\":[],\n\"access\":{\"tls\":{\"certificate\":\"none.pem\",\"key\":\"key.pem\"}},"
         "\"lines\":{\"listen\":\"127.0.0.1:0\",\"tls\":true}}",
         "2:18: /access/tls/certificate: {folder}/none.pem: expected a file that can be read; No such file "
         "or "
         "directory",
         ends},
        {"keys in two places",
         panel("{\"listen\":\"127.0.0.1:0\",\"keys\":[" + key + "]},\"access\":{\"keys\":[" + key + "]}"),
         "2:33: /panel/keys: expected them once for all faces, under /access/keys, where they stand too"},
        // ---- The broker
        {"a broker without its scheme", R"({"devices":[],"mqtt":{"broker":"127.0.0.1:1883","site":"house"}})",
         "1:23: /mqtt/broker: expected the broker's address, such as \"mqtt://127.0.0.1:1883\", or with TLS "
         "\"mqtts://broker.example:8883\""},
        {"a password in the site file",
         R"({"devices":[],"mqtt":{"broker":"mqtt://127.0.0.1:1","site":"house","password":"x"}})",
         "1:68: /mqtt/password: expected no password here; it goes into the secret store: avhost secret put "
         "mqtt "
         "password"},
    };
    return all;
}

const std::vector<CommandMistake>& command_mistakes() {
    static const std::vector<CommandMistake> all{
        {"a misspelt command",
         {"chekc", "{site}"},
         "",
         "expected one of the commands run, check, rules, describe, secret, panel-key, sign-in, help; there "
         "is no "
         "chekc; did you mean check?; see avhost --help"},
        {"no site file", {"check"}, "", "check: expected a site file after it; see avhost --help"},
        {"an unknown option",
         {"check", "{site}", "--wings"},
         "",
         "expected an option that this program has; it has no --wings; see avhost --help"},
        {"the plugin of a secret",
         {"secret", "put", "spotfy", "account/house/client_secret"},
         "",
         "expected a plugin that there is; there is no spotfy in {plugins}; did you mean spotify?",
         1},
        {"the key of a secret",
         {"secret", "put", "spotify", "account/house/refresh-token"},
         "x",
         "secret put: expected a key that spotify reads, account/{account}/refresh_token, "
         "account/{account}/refresh_token_before, account/{account}/access_token, "
         "account/{account}/client_secret; got account/house/refresh-token; see avhost --help"},
        {"a secret for a plugin without any",
         {"secret", "put", "contact", "password"},
         "x",
         "secret put: expected a plugin that has secrets; contact has none; see avhost --help"},
        {"a trial of a property that there is not",
         {"rules", "{site}", "--try", "door.locked=true"},
         "",
         "--try: expected a property of door; it has no locked; there is closed; see avhost --help"},
        {"a trial of a value of another type",
         {"rules", "{site}", "--try", "door.closed=yes"},
         "",
         "--try: door.closed: expected true or false, got \"yes\"; see avhost --help"},
        {"a trial of an event that there is not",
         {"rules", "{site}", "--try", "hall.tol"},
         "",
         "--try: expected an event of hall; it has no tol; did you mean told?; see avhost --help"},
        {"a trial given what is not",
         {"rules", "{site}", "--try", "door.closed=true", "--given", "hall.count=many"},
         "",
         "--given: hall.count: expected an integer, got \"many\"; see avhost --help"},
        {"a trial of a device that there is not",
         {"rules", "{site}", "--try", "dor.closed=true"},
         "",
         "--try: expected a device of this site; there is no \"dor\"; did you mean door?; see avhost --help"},
        {"a state folder that is a file",
         {"run", "{site}", "--state", "{site}"},
         "",
         "{site}: expected a state folder; this is none, or lies below a file",
         1},
        {"a state folder that cannot be made",
         {"run", "{site}", "--state", "/proc/none/state"},
         "",
         "/proc/none/state: expected a state folder that can be made here; No such file or directory. Name "
         "another one with --state, or make it for the user who runs this: sudo install -d -m 700 -o USER "
         "/proc/none/state",
         1},
    };
    return all;
}

} // namespace host_tests
