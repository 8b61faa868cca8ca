#include "host/key_file.hpp"

#include "host/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>

namespace host {
namespace {

constexpr std::size_t key_size = SealingKey::size;
constexpr std::size_t hex_size = 2 * key_size;
constexpr std::size_t base64_size = 44;   // the last character is =
constexpr std::size_t largest_file = 256; // bytes
constexpr std::string_view expected = "expected a key: 64 hex digits, or 32 bytes as they are or in base64";

// Wiped when it goes.
struct KeyBytes {
    KeyBytes() = default;
    ~KeyBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
    KeyBytes(const KeyBytes&) = default;
    KeyBytes& operator=(const KeyBytes&) = default;
    std::array<unsigned char, key_size> bytes{};
};

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view why) {
    throw KeyFileError{file.string() + ": " + std::string{why}};
}

[[noreturn]] void refuse_errno(const std::filesystem::path& file, std::string_view why) {
    const std::string reason = std::generic_category().message(errno);
    refuse(file, std::string{why} + "; " + reason);
}

// ---- What is in the file

int hex_value(char c) {
    constexpr std::string_view lower = "0123456789abcdef";
    constexpr std::string_view upper = "0123456789ABCDEF";
    const auto at = std::min(lower.find(c), upper.find(c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<KeyBytes> from_hex(std::string_view text) {
    if (text.size() != hex_size) {
        return std::nullopt;
    }
    KeyBytes key;
    for (std::size_t i = 0; i < key_size; ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        key.bytes[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return key;
}

std::optional<KeyBytes> from_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() != base64_size || text.back() != '=' ||
        text.substr(0, base64_size - 1).find_first_not_of(alphabet) != std::string_view::npos) {
        return std::nullopt;
    }
    std::array<unsigned char, base64_size / 4 * 3> decoded{}; // one byte more than the key, for the =
    const auto size = EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
    std::optional<KeyBytes> key;
    if (size == static_cast<int>(decoded.size())) {
        std::copy_n(decoded.begin(), key_size, key.emplace().bytes.begin());
    }
    OPENSSL_cleanse(decoded.data(), decoded.size());
    return key;
}

std::optional<KeyBytes> key_in(std::string_view contents) {
    if (contents.size() == key_size) {
        KeyBytes key;
        std::copy(contents.begin(), contents.end(), key.bytes.begin());
        return key;
    }
    const auto end = contents.find_last_not_of(" \t\r\n");
    const auto text = contents.substr(0, end == std::string_view::npos ? 0 : end + 1);
    auto key = from_hex(text);
    return key ? key : from_base64(text);
}

// ---- The file itself

// Links in the way to the file are followed, so that a link cannot hide that it is inside.
void refuse_inside(const std::filesystem::path& file, const std::filesystem::path& state) {
    std::error_code problem;
    const auto folder =
        std::filesystem::weakly_canonical(std::filesystem::absolute(file).parent_path(), problem);
    std::error_code other_problem;
    const auto root = std::filesystem::weakly_canonical(std::filesystem::absolute(state), other_problem);
    if (problem = problem ? problem : other_problem; problem) {
        refuse(file, "cannot tell where it is; " + problem.message());
    }
    const auto [in_root, in_folder] = std::mismatch(root.begin(), root.end(), folder.begin(), folder.end());
    if (in_root == root.end() || (std::next(in_root) == root.end() && in_root->empty())) {
        refuse(file, "expected a key outside the state folder " + state.string() +
                         "; beside what it protects it would be in every copy of it");
    }
}

void refuse_unsafe(int descriptor, KeyFileKind kind, const std::filesystem::path& file) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        refuse_errno(file, "cannot look at it");
    }
    if (!S_ISREG(status.st_mode)) {
        refuse(file, "expected a regular file with a key");
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        refuse(file, "expected a key file that belongs to the user who runs this, or to root");
    }
    const mode_t others = kind == KeyFileKind::own ? S_IRWXG | S_IRWXO : S_IWGRP | S_IRWXO;
    if ((status.st_mode & others) != 0) {
        refuse(file, "expected a key file that nobody else can open; use: chmod 600 " + file.string());
    }
}

// Gone again unless it is kept.
class NewFile {
public:
    explicit NewFile(const std::filesystem::path& file)
        : path_{file}
        , file_{
              ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)} {
        if (!file_.is_open() && errno == EEXIST) {
            refuse(file, "expected a file that is not there yet; an old key is never replaced, as nothing "
                         "else opens what it sealed");
        }
        if (!file_.is_open()) {
            refuse_errno(file, "cannot make the key file");
        }
    }
    ~NewFile() {
        if (!is_kept_) {
            ::unlink(path_.c_str());
        }
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void keep(std::string_view contents) {
        while (!contents.empty()) {
            const ssize_t written = ::write(file_.get(), contents.data(), contents.size());
            if (written < 0 && errno != EINTR) {
                refuse_errno(path_, "cannot write the key file");
            }
            contents.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
        }
        const auto parent = std::filesystem::absolute(path_).parent_path();
        const Descriptor folder{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (::fsync(file_.get()) != 0 || !folder.is_open() || ::fsync(folder.get()) != 0) {
            refuse_errno(path_, "cannot make the key file last");
        }
        is_kept_ = true;
    }

private:
    const std::filesystem::path path_;
    Descriptor file_;
    bool is_kept_ = false;
};

} // namespace

std::shared_ptr<const SealingKey> read_key_file(const std::filesystem::path& file, KeyFileKind kind,
                                                const std::filesystem::path& state) {
    refuse_inside(file, state);
    // O_NONBLOCK: to open a FIFO must not hang before we see that it is one.
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!opened.is_open() && errno == ELOOP) {
        refuse(file, "expected a regular file with a key, not a link");
    }
    if (!opened.is_open()) {
        refuse_errno(file, "expected a key file that can be read");
    }
    refuse_unsafe(opened.get(), kind, file);
    std::string contents(largest_file + 1, '\0');
    const WipeAtEnd wipe_it{contents};
    std::size_t size = 0;
    for (ssize_t got = 1; got != 0 && size < contents.size();) {
        got = ::read(opened.get(), contents.data() + size, contents.size() - size);
        if (got < 0 && errno != EINTR) {
            refuse_errno(file, "expected a key file that can be read");
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    const auto key = size <= largest_file ? key_in(std::string_view{contents}.substr(0, size)) : std::nullopt;
    if (!key) {
        refuse(file, expected);
    }
    return std::make_shared<const SealingKey>(key->bytes);
}

void make_key_file(const std::filesystem::path& file, const std::filesystem::path& state) {
    refuse_inside(file, state);
    KeyBytes key;
    if (RAND_priv_bytes(key.bytes.data(), static_cast<int>(key.bytes.size())) != 1) {
        refuse(file, "no key can be made: the cryptographic library has no random bytes");
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(hex_size + 1, '\n');
    const WipeAtEnd wipe_it{text};
    for (std::size_t i = 0; i < key_size; ++i) {
        text[2 * i] = digits[key.bytes[i] / 16];
        text[2 * i + 1] = digits[key.bytes[i] % 16];
    }
    NewFile{file}.keep(text);
}

} // namespace host
