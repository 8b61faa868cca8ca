#include "weather_steps.hpp"

#include <algorithm>
#include <initializer_list>

namespace contract {

namespace {

using Kind = Given::Kind;
using What = Hand::What;

std::string parameter(const std::string& target, const std::string& name) {
    const auto at = target.find(name + '=');
    return at == std::string::npos
               ? std::string{}
               : target.substr(at + name.size() + 1, target.find('&', at) - at - name.size() - 1);
}

std::string without_escapes(std::string text) {
    for (std::size_t at = 0; (at = text.find("%3A", at)) != std::string::npos;) {
        text.replace(at, 3, ":");
    }
    return text;
}

std::string uri_in(const std::string& body) {
    const auto from = body.find("spotify:");
    return body.substr(from, body.find('"', from) - from);
}

} // namespace

std::string step_of(const Exchange& exchange) {
    const auto path = exchange.target.substr(0, exchange.target.find('?'));
    if (exchange.method == "GET" || path == "/api/token") {
        return {};
    }
    if (path == "/v1/me/library") {
        return std::string{exchange.method == "PUT" ? "favorite true " : "favorite false "} +
               without_escapes(parameter(exchange.target, "uris"));
    }
    if (path == "/v1/me/player") { // what plays is brought to a zone by play, and by a transfer
        return exchange.body.find(R"("play":true)") != std::string::npos ? "play" : "transfer";
    }
    const auto name = path.substr(path.rfind('/') + 1);
    if (name == "play") {
        return exchange.body.empty() ? "play" : "play " + uri_in(exchange.body);
    }
    const auto value = parameter(exchange.target, name == "seek"     ? "position_ms"
                                                  : name == "volume" ? "volume_percent"
                                                  : name == "queue"  ? "uri"
                                                                     : "state");
    return value.empty() ? name : name + ' ' + without_escapes(value);
}

std::vector<std::string> steps_of(const Given& wish) {
    switch (wish.kind) {
    case Kind::play:
        return {"play"};
    case Kind::pause:
        return {"pause"};
    case Kind::next:
        return {"next"};
    case Kind::previous:
        return {"previous"};
    case Kind::seek:
        return {"seek " + wish.value};
    case Kind::volume:
        return {"volume " + wish.value};
    case Kind::shuffle:
        return {"shuffle " + wish.value};
    case Kind::repeat:
        return {"repeat " + wish.value};
    case Kind::transfer:
        return {"transfer"};
    case Kind::play_uri:
        return {"play " + wish.value};
    case Kind::preset:
        return wish.shuffle ? std::vector{"play " + wish.value,
                                          std::string{*wish.shuffle ? "shuffle true" : "shuffle false"}}
                            : std::vector{"play " + wish.value};
    case Kind::queue:
        return {"queue " + wish.value};
    case Kind::favorite:
        return {"favorite " + wish.value + ' ' + wish.uri};
    case Kind::fade:
        break;
    }
    return {};
}

bool is_step_of(const Exchange& exchange, const Given& wish) {
    const auto step = step_of(exchange);
    if (step.empty()) {
        return false;
    }
    return wish.kind == Kind::fade ? step.starts_with("volume ")
                                   : std::ranges::count(steps_of(wish), step) > 0;
}

bool adds_up(const Given& wish) {
    return wish.kind == Kind::next || wish.kind == Kind::previous || wish.kind == Kind::queue;
}

About about_of(Kind kind) {
    switch (kind) {
    case Kind::play:
    case Kind::pause:
        return About::playing;
    case Kind::volume:
    case Kind::fade:
        return About::volume;
    case Kind::shuffle:
        return About::shuffle;
    case Kind::repeat:
        return About::repeat;
    case Kind::seek:
        return About::position;
    case Kind::transfer:
        return About::device;
    case Kind::favorite:
        return About::favorite;
    default:
        return About::item;
    }
}

bool concerns(Kind kind, bool has_zone, About about) {
    switch (kind) {
    case Kind::volume:
    case Kind::fade:
    case Kind::shuffle:
    case Kind::repeat:
    case Kind::favorite:
        return about_of(kind) == about;
    case Kind::queue:
        return false;
    case Kind::play: // perhaps in another zone, and it may undo a shuffle
        return about == About::playing || about == About::position || about == About::device ||
               about == About::shuffle || (has_zone && about == About::volume);
    case Kind::pause: // after it a skip cannot be told from it
        return about == About::playing || about == About::position || about == About::item;
    case Kind::seek: // past the end it is the next item
    case Kind::next:
    case Kind::previous:
        return about == About::item || about == About::position || about == About::playing;
    case Kind::transfer: // to a device of its own volume, with an order of its own
    case Kind::play_uri:
    case Kind::preset:
        return about != About::favorite;
    }
    return true;
}

bool concerns(What what, About about) {
    switch (what) {
    case What::playing:
        return about == About::playing || about == About::position;
    case What::volume:
        return about == About::volume;
    case What::shuffle:
        return about == About::shuffle;
    case What::repeat:
        return about == About::repeat;
    case What::item:
        return about == About::item || about == About::position || about == About::playing;
    case What::position:
        return about == About::position || about == About::item;
    case What::device:
        return about != About::favorite;
    }
    return true;
}

bool is_about(const std::string& step, About about) {
    const auto is_any = [&step](std::initializer_list<const char*> names) {
        return std::ranges::any_of(names, [&](const char* name) { return step.starts_with(name); });
    };
    switch (about) {
    case About::playing:
        return step == "play" || step == "pause";
    case About::volume:
        return is_any({"volume"});
    case About::shuffle:
        return is_any({"shuffle"});
    case About::repeat:
        return is_any({"repeat"});
    case About::item:
        return is_any({"play spotify", "next", "previous"});
    case About::position:
        return is_any({"seek"});
    case About::device:
        return is_any({"transfer"});
    case About::favorite:
        break;
    }
    return false;
}

} // namespace contract
