#include "api/governor_memory.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

namespace spotify::api {

using Poco::JSON::Array;
using Poco::JSON::Object;

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
    std::ostringstream text;
    object.stringify(text);
    return text.str();
}

GovernorMemory governor_memory_from(const std::string& text) {
    GovernorMemory memory;
    try {
        const auto object = Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
        memory.web_api = object->optValue<std::int64_t>("web_api", 0);
        memory.accounts = object->optValue<std::int64_t>("accounts", 0);
        memory.lists = object->optValue<std::int64_t>("lists", 0);
        if (const auto sent = object->getArray("sent"); !sent.isNull()) {
            for (const auto& entry : *sent) {
                const auto pair = entry.extract<Array::Ptr>();
                memory.sent.emplace_back(pair->getElement<std::int64_t>(0),
                                         pair->getElement<std::uint32_t>(1));
            }
        }
    } catch (const Poco::Exception&) { // what was read before is good
    }
    return memory;
}

} // namespace spotify::api
