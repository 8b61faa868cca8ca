#include "diagnostics.hpp"

#include "device_plugin.h"
#include "manifest_ids.hpp"

#include <Poco/Environment.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <openssl/crypto.h>

#include <sstream>

namespace plugin {

namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr object() {
    return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

template <typename T>
Var known(const std::optional<T>& value) {
    return value ? Var(*value) : Var();
}

// Whoever put a secret into the config against the manual shall not find it in a mail. The driver refuses
// such keys, so only known ones are shown.
Object::Ptr config_of(const DiagnosticsInput& input) {
    auto shown = object();
    try {
        const auto given = Poco::JSON::Parser().parse(input.config).extract<Object::Ptr>();
        for (const auto known_key : config_keys) {
            const std::string key{known_key};
            if (given->has(key)) {
                shown->set(key, given->get(key));
            }
        }
    } catch (const Poco::Exception&) { // said in the status
    }
    return shown;
}

Object::Ptr state_of(const spotify::View& view) {
    auto state = object();
    state->set("status", std::string{word(view.status.status)});
    state->set("status_text", view.status.text);
    state->set("is_known", view.is_known);
    state->set("is_stale", view.is_stale);
    state->set("rate_limited_until", known(view.rate_limited_until_ms));
    state->set("sign_in_expires", known(view.sign_in_ends_ms));
    state->set("poll_interval_ms", view.poll_interval_ms);
    state->set("requests_today", view.requests_today);
    state->set("requests_per_day", view.requests_per_day);
    std::ostringstream player;
    player << view.player;
    state->set("player", player.str());
    return state;
}

Array::Ptr transactions_of(const std::vector<spotify::Transaction>& transactions) {
    Array::Ptr rows = new Array;
    for (const auto& one : transactions) {
        auto row = object();
        row->set("at", one.at_ms);
        row->set("method", one.method);
        row->set("path", one.path);
        row->set("status", one.status == 0 ? Var() : Var(one.status));
        row->set("failure", one.failure.empty() ? Var() : Var(one.failure));
        row->set("took_ms", one.took_ms);
        row->set("times", one.times);
        row->set("last_at", one.last_at_ms);
        rows->add(row);
    }
    return rows;
}

} // namespace

std::string diagnostics_json(const DiagnosticsInput& input) {
    auto versions = object();
    versions->set("plugin", std::string{manifest::version});
    versions->set("abi", std::to_string(DP_ABI_MAJOR) + '.' + std::to_string(DP_ABI_MINOR));
    versions->set("poco", Poco::Environment::libraryVersion());
    versions->set("openssl", std::string{OpenSSL_version(OPENSSL_VERSION)});
    auto bundle = object();
    bundle->set("device", input.device);
    bundle->set("versions", versions);
    bundle->set("config", config_of(input));
    bundle->set("state", state_of(input.view));
    bundle->set("transactions", transactions_of(input.transactions));
    std::ostringstream text;
    bundle->stringify(text);
    return text.str();
}

} // namespace plugin
