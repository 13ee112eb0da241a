package dev.millrace.policy;

/** The decoder architectures that are understood, as Hugging Face names them. */
public enum Family {
  /** RMSNorm, rotary positions, grouped-query attention, SwiGLU. */
  LLAMA("llama", "LlamaForCausalLM"),
  /** Llama with a bias on the query, key and value projections. */
  QWEN2("qwen2", "Qwen2ForCausalLM"),
  /** Llama with an RMSNorm on each query and key head. */
  QWEN3("qwen3", "Qwen3ForCausalLM");

  private final String modelType;
  private final String architecture;

  Family(String modelType, String architecture) {
    this.modelType = modelType;
    this.architecture = architecture;
  }

  /** The {@code model_type} of a {@code config.json}. */
  public String modelType() {
    return modelType;
  }

  /** The entry of {@code architectures} in a {@code config.json}. */
  public String architecture() {
    return architecture;
  }
}
