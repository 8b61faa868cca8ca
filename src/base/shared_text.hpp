// A long text that many hold and nobody changes: copies share it.
#pragma once

#include <memory>
#include <string>
#include <utility>

namespace spotify {

class SharedText {
public:
    SharedText() = default;
    explicit SharedText(std::string text)
        : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}

    const std::string& get() const {
        static const std::string nothing;
        return text_ ? *text_ : nothing;
    }
    bool empty() const { return text_ == nullptr; }
    bool operator==(const SharedText& other) const { return text_ == other.text_ || get() == other.get(); }

private:
    std::shared_ptr<const std::string> text_; // null for the empty one
};

} // namespace spotify
