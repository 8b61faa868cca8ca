// For plugin authors: an accepted token that completes exactly once, whichever way its command ends.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <cstdint>
#include <functional>
#include <utility>

namespace dp {

// Moves, never copies. Who drops it without an outcome completes it as canceled: that is what stop() owes to
// what still waits. Not thread-safe; the one who has it completes it.
class Token {
public:
    // Brings the outcome to the host, by the device's queue for example. Must not throw.
    using Complete = std::function<void(std::uint64_t token, const Outcome& outcome, const Value& result)>;

    Token(std::uint64_t number, Complete complete)
        : number_(number)
        , complete_(std::move(complete)) {}
    ~Token() { end({Status::canceled, "canceled"}, {}); }
    Token(Token&& other) noexcept
        : number_(other.number_)
        , complete_(std::exchange(other.complete_, nullptr)) {}
    Token& operator=(Token&& other) noexcept {
        if (this != &other) {
            end({Status::canceled, "canceled"}, {});
            number_ = other.number_;
            complete_ = std::exchange(other.complete_, nullptr);
        }
        return *this;
    }
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;

    std::uint64_t number() const { return number_; }

    // The first outcome counts; later ones are passed over.
    void complete(const Outcome& outcome, const Value& result = {}) { end(outcome, result); }

    // For a call that is refused after all: nothing is reported.
    void forget() { complete_ = nullptr; }

private:
    void end(const Outcome& outcome, const Value& result) noexcept {
        if (const auto complete = std::exchange(complete_, nullptr)) {
            complete(number_, outcome, result);
        }
    }

    std::uint64_t number_;
    Complete complete_;
};

} // namespace dp
