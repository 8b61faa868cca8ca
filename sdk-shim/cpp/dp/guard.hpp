// Keeps exceptions on their own side of the door.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace dp {

// Thrown to refuse a call: becomes its code, and what() the sentence.
class Refusal : public std::runtime_error {
public:
    Refusal(Status status, const std::string& sentence)
        : std::runtime_error(sentence)
        , status_(status) {}
    Status status() const { return status_; }

private:
    Status status_;
};

// Runs `body`, which returns a Status or an Outcome, and gives back its code. A Refusal becomes the
// code it carries, any other exception DP_INTERNAL. Whatever is not DP_OK comes with a sentence to `error`, where
// there is one: of the Outcome, of the exception, or at least the name of the code.
template <typename Body>
std::int32_t guarded(const dp_text_sink* error, Body&& body) noexcept {
    try {
        if constexpr (std::is_same_v<decltype(body()), Outcome>) {
            const Outcome outcome = std::forward<Body>(body)();
            if (outcome.status != Status::ok) {
                tell(error, outcome.text.empty() ? word(outcome.status) : std::string_view{outcome.text});
            }
            return static_cast<std::int32_t>(outcome.status);
        } else {
            return static_cast<std::int32_t>(std::forward<Body>(body)());
        }
    } catch (const std::exception& problem) {
        try {
            tell(error, problem.what());
        } catch (...) { // the sink is the other side's; what it throws ends here too
        }
        const auto* refusal = dynamic_cast<const Refusal*>(&problem);
        return refusal != nullptr ? static_cast<std::int32_t>(refusal->status()) : DP_INTERNAL;
    } catch (...) {
        try {
            tell(error, word(Status::internal));
        } catch (...) { // as above
        }
        return DP_INTERNAL;
    }
}

template <typename Body>
std::int32_t guarded(Body&& body) noexcept {
    return guarded(nullptr, std::forward<Body>(body));
}

// For functions that return nothing.
template <typename Body>
void contained(Body&& body) noexcept {
    try {
        std::forward<Body>(body)();
    } catch (...) { // nobody to tell: the function has no status
    }
}

} // namespace dp
