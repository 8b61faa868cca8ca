#include "api/governor_memory.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

namespace spotify::api {

using Poco::JSON::Array;
using Poco::JSON::Object;

namespace {

// The year 33658: beyond it a number is no moment, and sums of two would not be safe.
constexpr std::int64_t max_epoch_ms = 1'000'000'000'000'000;

// 0 for what is no moment.
std::int64_t checked(std::int64_t epoch_ms) {
    return epoch_ms >= 0 && epoch_ms <= max_epoch_ms ? epoch_ms : 0;
}

} // namespace

GovernorMemory GovernorMemory::moved_to(const RestartMoment& now) const {
    GovernorMemory moved = *this;
    if (!stored) {
        return moved;
    }
    const auto by = now.epoch_ms - stored->epoch_ms - elapsed_between(*stored, now).count();
    for (auto* until : {&moved.web_api, &moved.accounts, &moved.lists}) {
        *until += *until == 0 ? 0 : by;
    }
    for (auto& [until, count] : moved.sent) {
        until += by;
    }
    moved.stored = now;
    return moved;
}

std::string to_text(const GovernorMemory& memory) {
    Object object(Poco::JSON_PRESERVE_KEY_ORDER);
    object.set("web_api", memory.web_api);
    object.set("accounts", memory.accounts);
    object.set("lists", memory.lists);
    Array::Ptr sent = new Array;
    for (const auto& [at, count] : memory.sent) {
        Array::Ptr pair = new Array;
        pair->add(at);
        pair->add(count);
        sent->add(pair);
    }
    object.set("sent", sent);
    if (memory.stored) {
        object.set("stored_at", memory.stored->epoch_ms);
        object.set("boot", memory.stored->boot);
        object.set("since_boot_ms", std::int64_t{memory.stored->since_boot.count()});
    }
    std::ostringstream text;
    object.stringify(text);
    return text.str();
}

GovernorMemory governor_memory_from(const std::string& text) {
    GovernorMemory memory;
    try {
        const auto object = Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
        memory.web_api = checked(object->optValue<std::int64_t>("web_api", 0));
        memory.accounts = checked(object->optValue<std::int64_t>("accounts", 0));
        memory.lists = checked(object->optValue<std::int64_t>("lists", 0));
        if (object->has("stored_at")) {
            memory.stored = {
                checked(object->getValue<std::int64_t>("stored_at")),
                object->optValue<std::string>("boot", ""),
                std::chrono::milliseconds{checked(object->optValue<std::int64_t>("since_boot_ms", 0))}};
        }
        if (const auto sent = object->getArray("sent"); !sent.isNull()) {
            for (const auto& entry : *sent) {
                const auto pair = entry.extract<Array::Ptr>();
                memory.sent.emplace_back(checked(pair->getElement<std::int64_t>(0)),
                                         pair->getElement<std::uint32_t>(1));
            }
        }
    } catch (const Poco::Exception&) { // what was read before is good
    }
    return memory;
}

} // namespace spotify::api
