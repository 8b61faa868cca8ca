#include "host/secret_form.hpp"

#include <utility>

namespace host {
namespace {

// Follows the mark in front of a plain value that could be mistaken for a sealed one without it. No sealed
// value has this version.
constexpr char plain_version = 0;
constexpr std::size_t header_size = sealing_mark.size() + 1;

enum class Form {
    plain,        // the value as it is, as a person or an earlier version of this program left it
    marked_plain, // the value behind the mark and plain_version
    sealed        // or a piece of a sealed value
};

// The mark itself, in whole or in part, never counts as plain: it may be all that is left of a sealed value.
Form form_of(std::string_view bytes) {
    const bool is_piece_of_mark = !bytes.empty() && sealing_mark.starts_with(bytes);
    if (!is_piece_of_mark && !bytes.starts_with(sealing_mark)) {
        return Form::plain;
    }
    return bytes.size() >= header_size && bytes[sealing_mark.size()] == plain_version ? Form::marked_plain
                                                                                      : Form::sealed;
}

StoreError refusal(const std::filesystem::path& file, const std::string& rest) {
    return StoreError{StoreError::Reason::sealed, file.string() + ": " + rest};
}

std::string expected_key() {
    return "expected the key that it was sealed with (" + std::string{key_sources} + ")";
}

} // namespace

SecretForm::SecretForm(std::string kind, std::string owner, std::shared_ptr<const SealingKey> sealing_key)
    : kind_{std::move(kind)}
    , owner_{std::move(owner)}
    , sealing_key_{std::move(sealing_key)} {}

std::string SecretForm::to_file(std::string_view key, std::string_view value) const {
    if (!sealing_key_) {
        return form_of(value) == Form::plain ? std::string{value}
                                             : std::string{sealing_mark} + plain_version + std::string{value};
    }
    try {
        return seal(*sealing_key_, context(key), value);
    } catch (const SealingError& problem) {
        throw StoreError{StoreError::Reason::storage,
                         "store: " + std::string{key} + ": cannot be sealed: " + problem.what()};
    }
}

std::string SecretForm::from_file(std::string_view key, std::string_view bytes,
                                  const std::filesystem::path& file) const {
    // A host with a key never leaves an empty file; a broken disk may.
    if (bytes.empty() && sealing_key_) {
        throw refusal(file, "expected a value; the file is empty");
    }
    switch (form_of(bytes)) {
    case Form::plain:
        return std::string{bytes};
    case Form::marked_plain:
        return std::string{bytes.substr(header_size)};
    case Form::sealed:
        break;
    }
    if (!sealing_key_) {
        throw refusal(file, "this secret is sealed; " + expected_key() + ", and there is none");
    }
    try {
        return unseal(*sealing_key_, context(key), bytes);
    } catch (const SealingError& problem) {
        switch (problem.reason()) {
        case SealingError::Reason::not_opened:
            throw refusal(file, "the key does not open this secret; " + expected_key() +
                                    ", and a file that nobody changed or moved");
        case SealingError::Reason::unknown_version:
            throw refusal(file, "expected a secret sealed by this version of the program or an earlier one");
        case SealingError::Reason::cut_short:
            throw refusal(file, "expected a whole sealed secret; the file is cut short");
        case SealingError::Reason::library:
            break;
        }
        throw refusal(file, std::string{"cannot be opened: "} + problem.what());
    }
}

bool SecretForm::should_be_sealed(std::string_view bytes) const {
    return sealing_key_ && !bytes.empty() && form_of(bytes) != Form::sealed;
}

void SecretForm::check_replacing(std::string_view bytes, const std::filesystem::path& file) const {
    if (!sealing_key_ && form_of(bytes) == Form::sealed) {
        throw refusal(file, "this secret is sealed, and stays as it is; to replace it " + expected_key() +
                                ", or any other; to go on without a key remove the file first");
    }
}

} // namespace host
