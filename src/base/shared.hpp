// A constant that its copies share.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace spotify {

// Like a std::optional that is set as a whole and read in part. Equal by value; that two are one and the same constant
// is only the quicker way to see it.
template <typename T>
class Shared {
public:
    Shared() = default;
    Shared(std::nullopt_t) {}
    Shared(T value)
        : value_(std::make_shared<const T>(std::move(value))) {}
    Shared(std::shared_ptr<const T> value)
        : value_(std::move(value)) {}

    explicit operator bool() const { return value_ != nullptr; }
    bool has_value() const { return value_ != nullptr; }
    // Of nothing the value that is there by default, so that what it has in it is not known.
    const T& operator*() const {
        static const Everlasting nothing;
        return value_ ? *value_ : nothing.value;
    }
    const T* operator->() const { return &**this; }
    void reset() { value_.reset(); }
    // Stays the same constant where the value is the same.
    void update(T value) {
        if (!value_ || *value_ != value) {
            *this = Shared{std::move(value)};
        }
    }

    bool operator==(const Shared& other) const {
        return value_ == other.value_ || (value_ && other.value_ && *value_ == *other.value_);
    }
    // Whether it is the same constant, not only an equal one.
    bool is_same(const Shared& other) const { return value_ == other.value_; }

    // Becomes the same constant as `before` where the two are equal, so that what is held for long is held once.
    void unite(const Shared& before) {
        if (*this == before) {
            value_ = before.value_;
        }
    }
    // A constant of its own, to be changed before it is shared: good until this is copied or changed. Others keep theirs.
    T& own() {
        auto mine = std::make_shared<T>(**this);
        auto& value = *mine;
        value_ = std::move(mine);
        return value;
    }

private:
    // Not destroyed when the process exits: threads may read it until its very end.
    union Everlasting {
        T value;
        Everlasting()
            : value{} {}
        ~Everlasting() {}
    };

    std::shared_ptr<const T> value_; // null: nothing
};

} // namespace spotify
