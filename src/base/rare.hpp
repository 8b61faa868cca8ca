// What is seldom there, as a value that takes no more than a pointer's room while it is not.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace spotify {

// Like a std::optional, but on the heap. A copy is one of its own; what was moved from holds nothing.
template <typename T>
class Rare {
public:
    Rare() = default;
    Rare(std::nullopt_t) {}
    Rare(T value)
        : value_(std::make_unique<T>(std::move(value))) {}
    Rare(const Rare& other)
        : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Rare(Rare&& other) noexcept = default;
    Rare& operator=(const Rare& other) { return *this = Rare(other); }
    Rare& operator=(Rare&& other) noexcept = default;
    ~Rare() = default;

    explicit operator bool() const { return value_ != nullptr; }
    bool has_value() const { return value_ != nullptr; }
    // Only where there is one.
    T& operator*() & { return *value_; }
    T&& operator*() && { return std::move(*value_); }
    const T& operator*() const& { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }
    void reset() { value_.reset(); }

    bool operator==(const Rare& other) const {
        return value_ == other.value_ || (value_ && other.value_ && *value_ == *other.value_);
    }

private:
    std::unique_ptr<T> value_; // null: nothing
};

} // namespace spotify
