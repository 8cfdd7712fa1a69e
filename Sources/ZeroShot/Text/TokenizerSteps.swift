/// What Hugging Face tokenizers runs over a text.
struct TokenizerSteps {
    let normalizer: TextNormalizer
    let preTokenizer: PreTokenizer
    let model: TokenModel
}
