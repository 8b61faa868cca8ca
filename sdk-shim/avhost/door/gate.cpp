#include "door/gate.hpp"

#include <utility>

namespace avhost::door {

std::string sentence_of(WrongKeys::Duration wait) {
    return "There were too many wrong access keys. Please try again in " + std::to_string(wait.count()) +
           (wait.count() == 1 ? " second." : " seconds.");
}

Gate::Entry Gate::enter(const std::string& address, std::string_view key, WrongKeys::Time now) {
    if (!keys_.asks_for_keys()) {
        return {Visitor{}, std::nullopt};
    }
    if (key.empty()) {
        return {};
    }
    const std::string from = counted_as(address);
    const Digest digest = sha256(key);
    if (const auto wait = wrong_.wait(from, now); wait && !wrong_.was_right(from, digest)) {
        return {std::nullopt, wait};
    }
    auto visitor = keys_.visitor(digest);
    if (visitor) {
        wrong_.right(from, digest, now);
    } else if (wrong_.wrong(from, digest, now)) {
        note_(dp::LogLevel::warning, "A wrong access key was shown from " + address + '.');
    }
    return {std::move(visitor), std::nullopt};
}

} // namespace avhost::door
